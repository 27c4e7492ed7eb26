/** The kind of name that the AWS Load Balancer Controller puts into the status of an Ingress. */
export const LOAD_BALANCER = 'k8s-auth-auth-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';
