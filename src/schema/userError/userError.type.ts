import { Field, ObjectType } from 'type-graphql';
import type { UserErrorCode } from '../../errors';
import type { RefusalReason as Reason, UserError } from '../../gradebook/writes/userError';
import { enumType } from '../enumType';
import { RefusalReason } from './refusalReason.enum';

const UserErrorCodes = enumType<UserErrorCode>('UserErrorCode', 'Reason for a failed write or an unknown outcome.', {
  BLANK: 'A text is blank. Nothing was written.',
  INVALID: 'A value is out of range or malformed. Nothing was written.',
  REQUIRED: 'A required value is missing or null. Nothing was written.',
  NOT_FOUND: 'The line item, user or resource link does not exist in this launch or in the LMS.',
  CONFLICT:
    'The LMS holds newer data, for example a grade that a teacher has entered since. Nothing was written. Read the data again before you retry.',
  REJECTED: 'The LMS rejected the write, for example because the user cannot be graded. Nothing was written.',
  FORBIDDEN: 'The LMS does not allow the tool to do this (HTTP 403). Nothing was written.',
  RATE_LIMITED: 'LTIAAS or the LMS limits the request rate. Nothing was written; retry later.',
  UNAVAILABLE: 'The gateway could not send the write to LTIAAS or the LMS. Nothing was written; you can retry.',
  OUTCOME_UNKNOWN:
    'The gateway sent the write but received no clear response, so it may or may not have succeeded. The message explains what is safe to do.',
});

@ObjectType('UserError', {
  simpleResolvers: true,
  description: 'Reason for a failed write or an unknown outcome. Handle errors by `code`; `message` is for developers.',
})
export class UserErrorType implements UserError {
  @Field(() => UserErrorCodes, { description: 'Kind of error.' })
  code!: UserErrorCode;

  @Field(() => String, { description: 'What is wrong and what is allowed. Do not show it to learners.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Path of the invalid value within `input`, such as `["scores", "3", "scoreGiven"]`. Null if no part of the input caused the error.',
  })
  field!: string[] | null;

  @Field(() => RefusalReason, {
    nullable: true,
    description:
      'Why the write was rejected, in addition to `code`. Null if the gateway does not recognise the reason, and for `OUTCOME_UNKNOWN`.',
  })
  reason!: Reason | null;
}

/** Describes `userErrors`, which every payload has. */
export const userErrorsDescription = 'Why the write failed; empty on success. The HTTP status is 200 either way.';
