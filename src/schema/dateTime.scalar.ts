import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

const { parseValue, parseLiteral, ...config } = GraphQLDateTime.toConfig();

/** graphql-scalars' DateTime, with the specification that it keeps named in the schema. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...config,
  parseValue: (value) => checked(parseValue(value)),
  parseLiteral: (node, variables) => checked(parseLiteral(node, variables)),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  description:
    'A point in time as RFC 3339 has it, with a zone: `2026-03-14T09:30:00Z`. Answers are always in UTC; what an LMS sends without a zone is read as UTC.',
});

/** In UTC the year may be another one, which RFC 3339 cannot write. */
function checked(date: Date): Date {
  const year = date.getUTCFullYear();
  if (year >= 0 && year <= 9999) return date;
  throw new GraphQLError('DateTime cannot represent a point in time outside the years 0000 to 9999 in UTC.');
}
