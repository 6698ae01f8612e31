/** Characters. Longer texts are not dates. */
const maxLength = 100;

/** Recent versions of Java and ICU put a narrow no-break space before AM and PM. */
const half = String.raw`(?:[ \u00a0\u202f]?(?<half>[ap])\.?m\b\.?)?`;
const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?${half}`;
const offset = String.raw`(?<sign>[+-])(?<offsetHour>\d\d)(?::?(?<offsetMinute>\d\d))?`;
const utc = 'Z|UTC|UT|GMT';
/** The North American zones of RFC 2822, section 4.3, in hours from UTC. Elsewhere the same letters mean other zones. */
const americanZones: Record<string, number> = {
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
};
const zone = String.raw`(?<utc>${utc})?${offset}|(?<zone>${utc}|${Object.keys(americanZones).join('|')})`;
/** RFC 2822 allows a comment; `Date.prototype.toString` ends with one. */
const comment = String.raw`(?: *\([^()]*\))?`;
const day = String.raw`(?:(?<weekday>[a-z]{3,9})(?:, *| +))?`;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month = String.raw`(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const forms = [
  // ISO 8601 and RFC 3339, with the variations that LMSs send: a space for the T, slashes, no zone, no time, RFC 9557's suffix.
  String.raw`(?<year>\d{4})([-/.])(?<month>\d{1,2})\2(?<day>\d{1,2})(?:(?:T| +)${clock}(?: *(?:(?<utc>${utc})?${offset}|(?<zone>${utc}))(?:\[[\w/+-]+\])?)?)?`,
  // ISO 8601, basic format.
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<hour>\d\d)(?<minute>\d\d)(?:(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?(?:${offset}|(?<zone>Z))?`,
  // RFC 2822 and RFC 9110's IMF-fixdate. The month is in letters, so it is clear which number is the day.
  String.raw`${day}(?<day>\d{1,2})[ -]+${month},?[ -]+(?<year>\d{4})(?: +${clock}(?: *(?:${zone}))?${comment})?`,
  // asctime (RFC 9110, section 5.6.7), and Java's `Date.toString`, which has a zone: the year is last.
  String.raw`${day}${month} +(?<day>\d{1,2}) +${clock}(?: +(?:${zone}))? +(?<year>\d{4})`,
  // `Date.prototype.toString`, and American dates in words.
  String.raw`${day}${month} +(?<day>\d{1,2}),? +(?<year>\d{4})(?:,? +${clock}(?: *(?:${zone}))?${comment})?`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** A number in this range counts as seconds since 1970 (years 1973 to 5138), a larger one as milliseconds. */
const [earliestSecond, latestSecond] = [1e8, 1e11];

/**
 * A point in time, in UTC if the text names no zone. Null if the value is not a date or is ambiguous. The ranges are those of
 * RFC 3339, without leap seconds, which a `Date` cannot hold: 24:00 is not valid.
 */
export function readDate(value: unknown): Date | null {
  if (typeof value === 'number') {
    const isMilliseconds = value >= latestSecond;
    return value >= earliestSecond ? inRange(isMilliseconds ? value : value * 1000) : null;
  }
  if (typeof value !== 'string' || value.length > maxLength) return null;
  const text = value.trim();
  for (const form of forms) {
    const parts = form.exec(text)?.groups;
    if (parts !== undefined) return toDate(parts);
  }
  return null;
}

function toDate(parts: Record<string, string | undefined>): Date | null {
  const { minute = '0', second = '0', fraction = '', offsetHour = '0', offsetMinute = '0' } = parts;
  const hour = hourOf(parts);
  const monthIndex =
    parts.name === undefined ? Number(parts.month) - 1 : months.indexOf(parts.name.slice(0, 3).toLowerCase());
  const date = new Date(0);
  date.setUTCFullYear(Number(parts.year), monthIndex, Number(parts.day));
  // `Date` rolls a day that does not exist, such as 31 April, over into the next month.
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== Number(parts.day)) return null;
  if (parts.weekday !== undefined && !isWeekday(parts.weekday.toLowerCase(), date.getUTCDay())) return null;
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  date.setUTCHours(hour, Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')));
  const offsetMinutes = Number(offsetHour) * 60 + Number(offsetMinute);
  const zoneHours = americanZones[parts.zone?.toUpperCase() ?? ''] ?? 0;
  return inRange(date.getTime() - ((parts.sign === '-' ? -offsetMinutes : offsetMinutes) + zoneHours * 60) * 60_000);
}

/** The hour of the day. Infinity if AM or PM follows an hour that no 12-hour clock has. */
function hourOf({ hour = '0', half }: Record<string, string | undefined>): number {
  if (half === undefined) return Number(hour);
  if (Number(hour) < 1 || Number(hour) > 12) return Infinity;
  return (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** Whether `name` is the weekday in full or its first three letters. */
function isWeekday(name: string, index: number): boolean {
  const weekday = weekdays[index]!;
  return name === weekday || name === weekday.slice(0, 3);
}

/** Null if RFC 3339 cannot express the time. */
function inRange(time: number): Date | null {
  const date = new Date(time);
  return isRfc3339(date) ? date : null;
}

/** RFC 3339 has years of four digits only. An invalid date has the year NaN, which compares false. */
function isRfc3339(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999;
}
