import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/** graphql-scalars' DateTime, with the specification that it keeps named in the schema. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...GraphQLDateTime.toConfig(),
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  description:
    'A point in time as RFC 3339 has it, with a zone: `2026-03-14T09:30:00Z`. Answers are always in UTC; what an LMS sends without a zone is read as UTC.',
});
