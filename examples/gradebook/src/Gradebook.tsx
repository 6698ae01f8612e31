import { useState } from 'react';
import { Checks } from './Checks';
import { ColumnDialog } from './ColumnDialog';
import { count } from './count';
import { Download } from './Download';
import { isMissing, LearnerRow } from './LearnerRow';
import { matches } from './learners';
import { Problem } from './Problem';
import { type Cell, ScoreDialog } from './ScoreDialog';
import { type Column, type NameSource, useGradebook } from './useGradebook';

/** A browser renders so many rows at once, also in a course with thousands of learners. */
const rowsAtOnce = 50;

const withoutNames: Record<NameSource, string> = {
  read: 'The LMS keeps the names of the members private.',
  failed: 'The names could not be loaded, and everyone who has a score is shown.',
  notOffered: 'The LMS does not give this tool the members of the course, and everyone who has a score is shown.',
};

/** The gradebook for staff: the learners by name, with their scores. */
export function Gradebook() {
  const { columns, learners, names, isReady, isLoading, problems, loadMoreColumns, showSaved } = useGradebook();
  const [search, setSearch] = useState('');
  const [filterId, setFilterId] = useState('');
  const [rows, setRows] = useState(rowsAtOnce);
  const [cell, setCell] = useState<Cell>();
  const [opened, setOpened] = useState<Column>();

  const filter = columns.find(({ id }) => id === filterId);
  const found = learners.filter((learner) => matches(learner, search) && (!filter || isMissing(learner, filter)));
  const isNamed = learners.some(({ hasName }) => hasName);
  const hasTable = isReady && learners.length > 0 && columns.length > 0;

  const status = () => {
    if (isLoading || !isReady) return 'Loading…';
    if (problems.length > 0 && !hasTable) return '';
    if (!columns[0]) return 'No columns yet. A column appears here when this tool adds one to the gradebook.';
    if (!learners[0]) return 'No learners yet. Learners appear here when they join the course.';
    const number = found.length < learners.length ? `${found.length} of ` : '';
    return `${count(columns.length, 'column')}, ${number}${count(learners.length, 'learner')}`;
  };
  return (
    <>
      {hasTable && (
        <search className="bar">
          <input
            type="search"
            aria-label="Search by name"
            placeholder="Search by name"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <select aria-label="Show" value={filterId} onChange={(event) => setFilterId(event.target.value)}>
            <option value="">All learners</option>
            {columns.map((column) => (
              <option key={column.id} value={column.id} disabled={column.state !== 'complete'}>
                Missing a score in {column.label}
              </option>
            ))}
          </select>
          <Download />
        </search>
      )}
      <p role="status">{status()}</p>
      {problems.map((problem, place) => (
        <Problem key={place} of={problem} />
      ))}
      {hasTable && !isNamed && <p>{withoutNames[names]} Learners are listed by the start of their id.</p>}
      {isReady && !(isNamed && columns[0]) && <Checks />}
      {hasTable && (
        <article className="overflow-auto">
          <table>
            <thead>
              <tr>
                <th scope="col">Learner</th>
                {columns.map((column) => {
                  const missing = learners.filter((learner) => isMissing(learner, column)).length;
                  return (
                    <th key={column.id} scope="col">
                      <button className="cell" title="Statistics" onClick={() => setOpened(column)}>
                        {column.label}
                      </button>
                      <small>
                        out of {column.scoreMaximum} {missing > 0 && <mark>{missing} missing</mark>}
                      </small>
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody>
              {found.slice(0, rows).map((learner) => (
                <LearnerRow key={learner.id} learner={learner} columns={columns} onOpen={setCell} />
              ))}
            </tbody>
          </table>
        </article>
      )}
      <div className="bar">
        {hasTable && found.length > rows && (
          <button onClick={() => setRows(rows + rowsAtOnce)}>Show more learners</button>
        )}
        {loadMoreColumns && (
          <button className="outline" aria-busy={isLoading} onClick={loadMoreColumns}>
            Load more columns
          </button>
        )}
      </div>
      {cell && <ScoreDialog {...cell} onSaved={showSaved} onClose={() => setCell(undefined)} />}
      {opened && <ColumnDialog column={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
