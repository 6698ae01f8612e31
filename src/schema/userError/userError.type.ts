import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { UserErrorCode } from '../../errors';
import type { UserError } from '../../gradebook/writes/userError';
import { RefusalReason } from './refusalReason.enum';

const codes = {
  BLANK: 'BLANK',
  INVALID: 'INVALID',
  REQUIRED: 'REQUIRED',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  REJECTED: 'REJECTED',
  FORBIDDEN: 'FORBIDDEN',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAVAILABLE: 'UNAVAILABLE',
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
} satisfies { [code in UserErrorCode]: code };

registerEnumType(codes, {
  name: 'UserErrorCode',
  description: 'Why a write was not done, or not surely done.',
  valuesConfig: {
    BLANK: { description: 'A text is empty. Nothing was written.' },
    INVALID: { description: 'A value is out of range or of a wrong form. Nothing was written.' },
    REQUIRED: { description: 'A value is missing or null. Nothing was written.' },
    NOT_FOUND: { description: 'This launch, or the LMS, has no such line item, user or resource link.' },
    CONFLICT: {
      description:
        'The LMS holds something newer, for instance a grade that a teacher entered since. Nothing was written: read it before you try again.',
    },
    REJECTED: { description: 'The LMS said no, for instance because the user cannot be graded. Nothing was written.' },
    FORBIDDEN: { description: 'The LMS does not let the tool do this (its 403). Nothing was written.' },
    RATE_LIMITED: { description: 'LTIAAS or the LMS throttles. Nothing was written: try again later.' },
    UNAVAILABLE: {
      description: 'LTIAAS or the LMS could not be reached before anything was sent. Nothing was written: try again.',
    },
    OUTCOME_UNKNOWN: {
      description:
        'It was sent, and no clear answer came back: it may or may not have been written. The message says what is safe to do.',
    },
  },
});

@ObjectType('UserError', {
  simpleResolvers: true,
  description: 'What stood against a write, in words for a developer; the code is what to act on.',
})
export class UserErrorType implements UserError {
  @Field(() => codes, { description: 'What kind of problem it is.' })
  code!: UserErrorCode;

  @Field(() => String, { description: 'What is wrong and what is allowed. Not made for display to learners.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'The path to the culprit within `input`, such as `["scores", "3", "scoreGiven"]`. Null: no part of the input is to blame.',
  })
  field!: string[] | null;

  @Field(() => RefusalReason, {
    nullable: true,
    description:
      'Why, as far as the gateway recognises it: an addition to `code`. Null: unknown, or `OUTCOME_UNKNOWN`.',
  })
  reason!: RefusalReason | null;
}

/** The field that every payload has. */
export const userErrorsDescription =
  'Empty where all went well. Otherwise what stood against it; HTTP status is 200 all the same.';
