/** `YYYYMMDD_HHMMSS` in local time, as in the names of the older system's reports (contract: result-files). */
export function compactTime(time: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}${pad(time.getMonth() + 1)}${pad(time.getDate())}`;
  return `${day}_${pad(time.getHours())}${pad(time.getMinutes())}${pad(time.getSeconds())}`;
}
