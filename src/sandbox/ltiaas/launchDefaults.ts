import type { Course } from '../lms/course';
import { teachingAssistant } from '../seed/people';
import type { LaunchOptions } from './launch';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';
const scope = 'https://purl.imsglobal.org/spec/lti-ags/scope/';

/** The roles of a launch: those in `options`, or those that the person has in the course. */
export function rolesOf(course: Course, userId: string, options: LaunchOptions): string[] {
  if (options.roles) return options.roles;
  if (options.ltiVersion === '1.2.0')
    return [course.standing(userId) === 'staff' ? 'urn:lti:role:ims/lis/Instructor' : 'Learner'];
  if (course.standing(userId) !== 'staff') return [`${membership}#Learner`, `${institution}#Student`];
  if (userId === course.profile.userId(teachingAssistant))
    return [`${membership}#Instructor`, `${membership}/Instructor#TeachingAssistant`];
  return [`${membership}#Instructor`, `${institution}#Faculty`];
}

/** The AGS scopes of a launch as full URLs. Default: all. */
export function scopesOf(options: LaunchOptions): string[] {
  const scopes = options.scopes ?? ['lineitem', 'lineitem.readonly', 'result.readonly', 'score'];
  return scopes.map((name) => (name.startsWith(scope) ? name : scope + name));
}
