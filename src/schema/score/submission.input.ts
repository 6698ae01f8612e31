import { Field, InputType, registerEnumType } from 'type-graphql';
import type { CanvasScore, Submission } from '../../gradebook/writes/submission';
import { DateTime } from '../dateTime.scalar';

/** The names are GraphQL's, the values what goes out: Canvas's spelling (doc/api/assignment_tools.md). */
export enum CanvasSubmissionType {
  NONE = 'none',
  BASIC_LTI_LAUNCH = 'basic_lti_launch',
  ONLINE_TEXT_ENTRY = 'online_text_entry',
  EXTERNAL_TOOL = 'external_tool',
  ONLINE_UPLOAD = 'online_upload',
  ONLINE_URL = 'online_url',
}

registerEnumType(CanvasSubmissionType, {
  name: 'CanvasSubmissionType',
  description: 'What Canvas shows as the submission. Canvas stores it only for a new attempt.',
  valuesConfig: {
    NONE: { description: 'No submission: the score does not count as an attempt.' },
    BASIC_LTI_LAUNCH: { description: '`submissionData` is a URL that Canvas opens as a launch of the tool.' },
    ONLINE_TEXT_ENTRY: { description: '`submissionData` is text or HTML.' },
    EXTERNAL_TOOL: { description: "Canvas's default: the tool itself." },
    ONLINE_UPLOAD: { description: 'Files, which this API cannot send: Canvas rejects it without them.' },
    ONLINE_URL: { description: '`submissionData` is the URL of a web page.' },
  },
});

@InputType({ description: 'When the learner worked. The LMS decides with it whether work is late.' })
export class SubmissionInput implements Submission {
  @Field(() => DateTime, { nullable: true, description: 'When the learner began. Most LMSs ignore it.' })
  startedAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the learner submitted; not before `startedAt`, else `INVALID`. Canvas rejects a time in the future, and shows it instead of the time of this call. Moodle ignores it.',
  })
  submittedAt?: Date | null;
}

@InputType({
  description:
    "Canvas's own options for a score. Sent if the LMS is Canvas or unknown (a service key); left out on other LMSs.",
})
export class CanvasScoreInput implements CanvasScore {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether this is a new attempt. Absent or null: true, so each call counts as one. Send false to correct a score.',
  })
  newSubmission?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True keeps the score that is there, whatever this call says: report progress with it. Canvas then ignores `scoreGiven`.',
  })
  preserveScore?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True keeps a score that is there, even one of the tool. It does not protect against a call that clears: see `preserveScore`.',
  })
  prioritizeNonToolGrade?: boolean | null;

  @Field(() => CanvasSubmissionType, {
    nullable: true,
    description: 'What was submitted. Absent or null: `EXTERNAL_TOOL`.',
  })
  submissionType?: CanvasSubmissionType | null;

  @Field(() => String, {
    nullable: true,
    description: 'The URL or text that Canvas shows to teachers, by `submissionType`. Not blank.',
  })
  submissionData?: string | null;
}
