/** Whether a byte string is one sound JSON text, as gjson.Valid says; UTF-8 is not looked at. */
export function isValidJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
