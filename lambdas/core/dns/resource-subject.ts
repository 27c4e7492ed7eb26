/** `ingress/auth/api` of a marker -> `Ingress/auth/api`: the object a person can look at. */
export function subjectOf(resource: string): string {
  return resource.charAt(0).toUpperCase() + resource.slice(1);
}
