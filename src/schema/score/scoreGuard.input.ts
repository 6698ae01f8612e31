import { Field, Float, InputType } from 'type-graphql';
import type { ScoreGuard } from '../../gradebook/writes/guard';

@InputType('ScoreGuard', {
  description:
    'The score that you last read, as a condition of a write. `{}` means that there is no score. The gateway compares and writes under one lock; a person in the LMS can still write in between, which on Canvas `canvas.prioritizeNonToolGrade` prevents.',
})
export class ScoreGuardInput implements ScoreGuard {
  @Field(() => Float, {
    nullable: true,
    description:
      '`resultScore` exactly as you read it here, not as you submitted it: the LMS may have converted it. Absent or null: there is no score.',
  })
  resultScore?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '`resultMaximum` as you read it. Absent or null: any.',
  })
  resultMaximum?: number | null;
}
