/**
 * The fields of Kubernetes' Go types that templates of host names read, as text: `Field:type`, where the type is
 * `string` when left out, `int32`, `int64`, `bool`, `map` (string to string), `IntOrString`, or another struct; `[]`
 * in front makes it a list, `*` a pointer (k8s.io/api v0.36: core/v1, networking/v1; sigs.k8s.io/gateway-api v1).
 * A field that is not listed is found in the object's JSON instead, as ExternalDNS does after a first failure.
 */
export const GO_STRUCTS: Readonly<Record<string, string>> = {
  ObjectMeta:
    'Name GenerateName Namespace UID ResourceVersion Generation:int64 Labels:map Annotations:map Finalizers:[]string',
  PortStatus: 'Port:int32 Protocol Error:*string',

  IngressSpec: 'IngressClassName:*string DefaultBackend:*IngressBackend TLS:[]IngressTLS Rules:[]IngressRule',
  IngressTLS: 'Hosts:[]string SecretName',
  IngressRule: 'Host HTTP:*HTTPIngressRuleValue',
  HTTPIngressRuleValue: 'Paths:[]HTTPIngressPath',
  HTTPIngressPath: 'Path PathType:*string Backend:IngressBackend',
  IngressBackend: 'Service:*IngressServiceBackend Resource:*TypedLocalObjectReference',
  IngressServiceBackend: 'Name Port:ServiceBackendPort',
  ServiceBackendPort: 'Name Number:int32',
  TypedLocalObjectReference: 'APIGroup:*string Kind Name',
  IngressStatus: 'LoadBalancer:IngressLoadBalancerStatus',
  IngressLoadBalancerStatus: 'Ingress:[]IngressLoadBalancerIngress',
  IngressLoadBalancerIngress: 'IP Hostname Ports:[]PortStatus',

  ServiceSpec:
    'Ports:[]ServicePort Selector:map ClusterIP ClusterIPs:[]string Type ExternalIPs:[]string SessionAffinity ' +
    'LoadBalancerIP LoadBalancerSourceRanges:[]string ExternalName ExternalTrafficPolicy HealthCheckNodePort:int32 ' +
    'PublishNotReadyAddresses:bool IPFamilies:[]string IPFamilyPolicy:*string AllocateLoadBalancerNodePorts:*bool ' +
    'LoadBalancerClass:*string InternalTrafficPolicy:*string TrafficDistribution:*string',
  ServicePort: 'Name Protocol AppProtocol:*string Port:int32 TargetPort:IntOrString NodePort:int32',
  ServiceStatus: 'LoadBalancer:LoadBalancerStatus',
  LoadBalancerStatus: 'Ingress:[]LoadBalancerIngress',
  LoadBalancerIngress: 'IP Hostname IPMode:*string Ports:[]PortStatus',

  NodeSpec: 'PodCIDR PodCIDRs:[]string ProviderID Unschedulable:bool Taints:[]Taint',
  Taint: 'Key Value Effect',
  NodeStatus: 'Phase Addresses:[]NodeAddress NodeInfo:NodeSystemInfo',
  NodeAddress: 'Type Address',
  NodeSystemInfo:
    'MachineID SystemUUID BootID KernelVersion OSImage ContainerRuntimeVersion KubeletVersion KubeProxyVersion ' +
    'OperatingSystem Architecture',

  HTTPRouteSpec: 'ParentRefs:[]ParentReference Hostnames:[]string',
  GRPCRouteSpec: 'ParentRefs:[]ParentReference Hostnames:[]string',
  TLSRouteSpec: 'ParentRefs:[]ParentReference Hostnames:[]string',
  ParentReference: 'Group:*string Kind:*string Namespace:*string Name SectionName:*string Port:*int32',
  HTTPRouteStatus: 'Parents:[]RouteParentStatus',
  GRPCRouteStatus: 'Parents:[]RouteParentStatus',
  TLSRouteStatus: 'Parents:[]RouteParentStatus',
  RouteParentStatus: 'ParentRef:ParentReference ControllerName',
};

/** `ClusterIP` -> `clusterIP`, `TLS` -> `tls`, `IPMode` -> `ipMode`: the JSON name of a field, by their convention. */
export function jsonName(field: string): string {
  return field.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z])/, (capitals) => capitals.toLowerCase());
}
