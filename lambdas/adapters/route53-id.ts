/** The id of a zone or change without the path that Route 53 puts before it: `/hostedzone/Z1` -> `Z1`. */
export function withoutIdPath(id: string): string {
  return id.replace(/^\/(hostedzone|change)\//, '');
}
