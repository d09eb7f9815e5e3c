/** The length of a text as Python counts it: in code points, so that an emoji counts once and not twice. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}
