import type { FastifyInstance } from 'fastify';
import type { Limits } from '../config';
import { Refusal } from './problem';

interface Input {
  Body: { query?: unknown } | null | undefined;
  Querystring: { variables?: unknown };
}

/** Comments and the lines of a text are objects to the parser of GraphQL, which does not count them as tokens. */
const maxLines = 20_000;

/**
 * Refuses what is costly to parse, before it is parsed: JSON that is nested deep or holds very much takes longer than a thousand
 * operations, and so does checking variables of some ten thousands of values.
 */
export function limitInput(app: FastifyInstance, limits: Limits): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    // The variables stand one level deep in the body.
    const breach = findBreach(body, limits, limits.variablesDepth + 1);
    if (breach === undefined) void parse(request, body, done);
    else done(tooMuch(breach));
  });
  app.addHook<Input>('preValidation', async ({ body, query: { variables } }) => {
    const breach = typeof variables === 'string' ? findBreach(variables, limits, limits.variablesDepth) : undefined;
    if (breach !== undefined) throw tooMuch(breach);
    if (typeof body?.query === 'string' && body.query.split(/[\n\r]/, maxLines + 1).length > maxLines) {
      throw tooMuch(`The document has more than the ${maxLines} lines that are allowed.`);
    }
  });
}

function tooMuch(message: string): Refusal {
  return new Refusal(400, 'OPERATION_TOO_EXPENSIVE', message);
}

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const comma = ','.charCodeAt(0);
const [openList, openObject, closeList, closeObject] = [...'[{]}'].map((bracket) => bracket.charCodeAt(0));

/** Counts brackets and commas outside of strings; whether it is JSON at all is for the parser to say. */
function findBreach(text: string, limits: Limits, maxDepth: number): string | undefined {
  let isString = false;
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === quote) isString = !isString;
    else if (isString) {
      if (character === backslash) index += 1;
    } else if (character === openList || character === openObject) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return `The variables have more than the ${limits.variablesDepth} levels that are allowed.`;
    } else if (character === closeList || character === closeObject) depth -= 1;
    else if (character === comma) values += 1;
    if (values > limits.variableValues) {
      return `The variables have more than the ${limits.variableValues} values that are allowed.`;
    }
  }
  return undefined;
}
