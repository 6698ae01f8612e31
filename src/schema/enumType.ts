import { registerEnumType } from 'type-graphql';

/**
 * Creates an enum from the description of each value. Where the gradebook knows a value by another name, it comes before the
 * description.
 */
export function enumType<Name extends string>(
  name: string,
  description: string,
  values: Record<Name, string | readonly [value: string, description: string]>,
): Record<Name, string> {
  const type = {} as Record<Name, string>;
  const valuesConfig = {} as Record<Name, { description: string }>;
  for (const key of Object.keys(values) as Name[]) {
    const entry = values[key];
    const [value, text] = typeof entry === 'string' ? [key, entry] : entry;
    type[key] = value;
    valuesConfig[key] = { description: text };
  }
  registerEnumType(type, { name, description, valuesConfig });
  return type;
}
