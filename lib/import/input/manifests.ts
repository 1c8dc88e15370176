/** True for a text that has objects of Kubernetes, and not values of a chart. */
export function importsManifests(text: string): boolean {
  return /^apiVersion:\s*\S/m.test(text) && /^kind:\s*\S/m.test(text);
}
