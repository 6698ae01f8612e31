import { Field, Float, InputType } from 'type-graphql';
import type { ScoreGuard } from '../../gradebook/writes/guard';

@InputType('ScoreGuard', {
  description:
    'The score that you last read, as a condition for a write. `{}` means that there is no score. The gateway compares and writes under one lock, but a person in the LMS can still write in between; on Canvas, `canvas.prioritizeNonToolGrade` prevents that.',
})
export class ScoreGuardInput implements ScoreGuard {
  @Field(() => Float, {
    nullable: true,
    description:
      '`resultScore` exactly as you read it, not as you submitted it: the LMS can convert it. If absent or null, there must be no score.',
  })
  resultScore?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '`resultMaximum` exactly as you read it. If absent or null, any maximum matches.',
  })
  resultMaximum?: number | null;
}
