import { Field, InputType } from 'type-graphql';
import type { CanvasScore, Submission } from '../../gradebook/writes/submission';
import { DateTime } from '../dateTime.scalar';
import { enumType } from '../enumType';

/** The values are those that Canvas defines (doc/api/assignment_tools.md). */
const CanvasSubmissionType = enumType(
  'CanvasSubmissionType',
  'What Canvas shows as the submission. Canvas stores it only for a new attempt.',
  {
    NONE: ['none', 'No submission. The score does not count as an attempt.'],
    BASIC_LTI_LAUNCH: ['basic_lti_launch', '`submissionData` is a URL that Canvas opens as a launch of the tool.'],
    ONLINE_TEXT_ENTRY: ['online_text_entry', '`submissionData` is text or HTML.'],
    EXTERNAL_TOOL: ['external_tool', "The tool itself. Canvas's default."],
    ONLINE_UPLOAD: ['online_upload', 'Uploaded files. Canvas rejects it, because this API cannot send files.'],
    ONLINE_URL: ['online_url', '`submissionData` is the URL of a web page.'],
  } satisfies Record<string, [NonNullable<CanvasScore['submissionType']>, string]>,
);

@InputType({ description: 'When the learner worked. The LMS uses it to decide whether work is late.' })
export class SubmissionInput implements Submission {
  @Field(() => DateTime, { nullable: true, description: 'When the learner started. Most LMSs ignore it.' })
  startedAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the learner submitted. `INVALID` if it is before `startedAt`. Canvas shows it instead of the time of this call and rejects a time in the future; Moodle ignores it.',
  })
  submittedAt?: Date | null;
}

@InputType({
  description:
    "Canvas's own options for a score. The gateway sends them if the LMS is Canvas or unknown, as for a service key.",
})
export class CanvasScoreInput implements CanvasScore {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether this is a new attempt. Default: true, so each call counts as an attempt. Send false to correct a score.',
  })
  newSubmission?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'If true, Canvas ignores `scoreGiven` and keeps the current score. Use it to report progress.',
  })
  preserveScore?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'If true, Canvas keeps an existing score, even one that the tool submitted. It does not stop a call that clears the score: see `preserveScore`.',
  })
  prioritizeNonToolGrade?: boolean | null;

  @Field(() => CanvasSubmissionType, {
    nullable: true,
    description: 'What was submitted. Default: `EXTERNAL_TOOL`.',
  })
  submissionType?: CanvasScore['submissionType'];

  @Field(() => String, {
    nullable: true,
    description: 'URL or text that Canvas shows to teachers, depending on `submissionType`. Must not be blank.',
  })
  submissionData?: string | null;
}
