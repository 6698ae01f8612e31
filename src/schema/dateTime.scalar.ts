import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

const { parseValue, parseLiteral, ...config } = GraphQLDateTime.toConfig();

/** The DateTime scalar of graphql-scalars, with a specification URL for clients and a check of the year in UTC. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...config,
  parseValue: (value) => checked(parseValue(value)),
  parseLiteral: (node, variables) => checked(parseLiteral(node, variables)),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  description:
    'A date and time with a time zone (RFC 3339), such as `2026-03-14T09:30:00Z`. Returned values are in UTC. A value that the LMS sends without a time zone is read as UTC.',
});

/** Conversion to UTC can move a date out of the years that RFC 3339 can represent. */
function checked(date: Date): Date {
  const year = date.getUTCFullYear();
  if (year >= 0 && year <= 9999) return date;
  throw new GraphQLError('DateTime cannot represent a point in time outside the years 0000 to 9999 in UTC.');
}
