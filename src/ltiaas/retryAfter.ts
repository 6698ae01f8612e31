/** A larger number would overflow timers and 32-bit integers (as in RFC 9111, section 1.2.2). */
const maxSeconds = 2 ** 31 - 1;

/** Proxies join repeated headers with commas (RFC 9110, section 5.3). The comma after the weekday of a date does not count. */
const separator = /(?<!\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)\s*,/;

/**
 * `Retry-After` in whole seconds, rounded up; the longest if there are several. Undefined if no value is a decimal number or has a
 * form of RFC 9110, section 10.2.3: a value that is not readable must not cause an immediate retry.
 */
export function readRetryAfter(header: string | readonly string[] | undefined): number | undefined {
  const values = [header ?? []].flat().flatMap((value) => value.split(separator));
  const delays = values.map((value) => readDelay(value.trim())).filter((delay) => delay !== undefined);
  return delays.length === 0 ? undefined : Math.min(Math.ceil(Math.max(0, ...delays)), maxSeconds);
}

/** In seconds; negative if the date is in the past. */
function readDelay(value: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const date = readHttpDate(value);
  return date === undefined ? undefined : (date - Date.now()) / 1000;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const time = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;

/** The three forms of RFC 9110, section 5.6.7: IMF-fixdate, RFC 850 and asctime. */
const httpDates = [
  String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${time} GMT`,
  String.raw`(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${time} GMT`,
  String.raw`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${time} (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/** In ms since 1970. */
function readHttpDate(value: string): number | undefined {
  const parts = httpDates.map((form) => form.exec(value)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(Number);
  const month = months.indexOf(parts.month!);
  const midnight = new Date(Date.UTC(readYear(parts.year!), month, day));
  const exists = midnight.getUTCMonth() === month && midnight.getUTCDate() === day;
  // 60: a leap second.
  if (!exists || hour! > 23 || minute! > 59 || second! > 60) return undefined;
  return midnight.getTime() + ((hour! * 60 + minute!) * 60 + second!) * 1000;
}

/** A year of two digits that is more than 50 years ahead means the past one with these digits (RFC 9110, section 5.6.7). */
function readYear(digits: string): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date().getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
