import { useQuery } from '@apollo/client/react';
import { LaunchDocument } from '../../generated/graphql';
import { Gradebook } from './Gradebook';
import { MyGrades } from './MyGrades';
import { Problem } from './Problem';

/** Shows the gradebook to staff and their own grades to learners. The gateway checks every request regardless. */
export function App() {
  const query = useQuery(LaunchDocument);
  if (query.error) return <Problem of={query} />;
  if (!query.data?.launch) return <p role="status">Loading…</p>;
  const { user, context, platform, permissions } = query.data.launch;
  return (
    <main>
      <hgroup>
        <h1>{permissions.gradeLearners ? 'Gradebook' : 'My grades'}</h1>
        <p>{[context?.title, user.name, platform.name].filter(Boolean).join(' · ')}</p>
      </hgroup>
      {permissions.gradeLearners ? <Gradebook /> : <MyGrades />}
    </main>
  );
}
