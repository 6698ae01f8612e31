import { useQuery } from '@apollo/client/react';
import { useRef } from 'react';
import { ChecksDocument, type ServiceFixer } from '../../generated/graphql';
import { Problem } from './Problem';

const fixers: Record<ServiceFixer, string> = {
  LMS_ADMINISTRATOR: 'An administrator of the LMS can fix this:',
  LTIAAS_ACCOUNT: 'The owner of the LTIAAS account can fix this:',
  COURSE_STAFF: 'You can change this:',
  NOBODY: 'No one has to fix this:',
};

/** What does not work in this course and who can fix it, with a message for an administrator. */
export function Checks() {
  const query = useQuery(ChecksDocument);
  const message = useRef<HTMLTextAreaElement>(null);
  const { context, platform, checks } = query.data?.launch ?? {};
  // One cause can fail several checks, with the same advice.
  const found = new Map<string, ServiceFixer>();
  for (const { ok, advice, fixedBy } of checks ?? []) if (!ok && advice && fixedBy) found.set(advice, fixedBy);
  if (query.error) return <Problem of={query} />;
  if (found.size === 0) return null;

  const advices = [...found];
  const forAdministrator = advices.filter(([, by]) => by === 'LMS_ADMINISTRATOR' || by === 'LTIAAS_ACCOUNT');
  const text = [
    `Course: ${[context?.title, context?.label, context?.id].filter(Boolean).join(', ')}`,
    `LMS: ${[platform?.name, platform?.deploymentId && `deployment ${platform.deploymentId}`].filter(Boolean).join(', ')}`,
    ...forAdministrator.map(([advice]) => `- ${advice}`),
  ].join('\n');
  // In a frame of the LMS, a browser may not allow a page to write to the clipboard.
  const copy = () => navigator.clipboard.writeText(text).catch(() => message.current?.select());
  return (
    <section className="checks" aria-labelledby="checks">
      <h2 id="checks">What does not work here</h2>
      <ul>
        {advices.map(([advice, fixedBy]) => (
          <li key={advice}>
            {fixers[fixedBy]} {advice}
          </li>
        ))}
      </ul>
      {forAdministrator[0] && (
        <details>
          <summary>Message to an administrator</summary>
          <textarea ref={message} readOnly aria-label="Message to an administrator" rows={6} value={text} />
          <button className="outline" onClick={() => void copy()}>
            Copy
          </button>
        </details>
      )}
    </section>
  );
}
