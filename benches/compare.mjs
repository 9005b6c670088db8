// Whether two answers are the same: whole numbers exactly, all others to half a cent.

/** The places at which two answers differ, as readable lines; empty where they agree. */
export function differences(wanted, got, path = "answer") {
  if (typeof wanted === "number" && typeof got === "number") {
    const tolerance = Number.isInteger(wanted) && Number.isInteger(got) ? 0 : 0.005;
    return Math.abs(wanted - got) <= tolerance ? [] : [`${path}: ${wanted} and ${got}`];
  }
  if (typeof wanted === "object" && typeof got === "object" && wanted !== null && got !== null) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(got)]);
    return [...keys].flatMap(key => differences(wanted[key], got[key], `${path}.${key}`));
  }
  return wanted === got ? [] : [`${path}: ${wanted} and ${got}`];
}
