/** Names of AWS regions, which become parts of host names: what is none is refused. */
const REGION = /^[a-z][a-z0-9]{0,15}(?:-[a-z0-9]{1,16}){1,5}$/;

export function isRegion(text: string): boolean {
  return REGION.test(text);
}
