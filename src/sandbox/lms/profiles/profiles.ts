import type { LmsName, LmsProfile } from '../profile';
import { blackboard } from './blackboard';
import { canvas } from './canvas';
import { d2l } from './d2l';
import { large } from './large';
import { moodle } from './moodle';
import { openedx } from './openedx';
import { sakai } from './sakai';
import { spec } from './spec';

/** Every LMS that the sandbox can simulate, by name. */
export const profiles: Record<LmsName, LmsProfile> = {
  spec,
  moodle,
  canvas,
  blackboard,
  d2l,
  sakai,
  openedx,
  large,
};
