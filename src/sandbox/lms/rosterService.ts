import { readAgsUrl, withQuery } from './agsUrl';
import type { LmsAnswer } from './answer';
import type { Course } from './course';
import { type MemberRow, rosterHabits, showMember } from './members';
import { cutPage, type Places } from './paging';
import { resize } from './listing';

/** Answers as the LMS's names and roles service does for one course. */
export function answerRoster(course: Course, url: string): LmsAnswer {
  const habits = rosterHabits[course.lms];
  const { address, query } = readAgsUrl(url);
  if (address !== course.membersUrl) return { status: 404, body: { error: 'Not found in this course' } };
  const all = course.roster();
  if (all.length > habits.maxMembers) return { status: 403, body: { error: 'above_response_limit' } };
  const role = query.get('role');
  const rows = all.filter(
    ({ roles, status = 'Active' }) =>
      (!habits.activeOnly || status === 'Active') && (role === undefined || habits.hasRole(role, roles)),
  );
  const asksForLink = query.has('rlid');
  const list: Places<MemberRow> = {
    length: rows.length,
    at: (place) => rows[place] && showMember(rows[place], course.privacy, habits, asksForLink),
  };
  const page = cutPage(list, query, resize(habits.paging, course.pageSize));
  const isLater = ['after', 'from', 'page'].some((name) => Number(query.get(name) ?? 0) > (name === 'page' ? 1 : 0));
  const next = page.links.get('next') ?? (habits.repeatsFirstPage && isLater ? 'from=0' : undefined);
  const body = {
    id: url,
    context: { id: course.id, label: course.seed.label, title: course.seed.title },
    members: page.rows,
  };
  if (next === undefined) return { status: 200, body };
  const kept = [...query].filter(([name]) => name === 'rlid' || (name === 'role' && habits.keepsRole));
  const parameters = kept.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return { status: 200, body, link: `<${withQuery(address, [...parameters, next])}>; rel="next"` };
}
