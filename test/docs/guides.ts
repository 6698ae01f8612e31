import { startTestGateway } from '../support/gateway';
import { type Block, guides, readBlocks } from './blocks';
import { Modules } from './modules';
import { Reader } from './reader';

/**
 * Runs every code block of every guide, in the guide's order, in the seeded course. By language:
 * - `sh`: pasted into one shell per guide
 * - `graphql`: sent by the instructor, or by the learner if the first line is `# learner`, with the variables of the `json`
 *   block directly below; type definitions are built
 * - `ts`, `js`: run as a module of a page that was opened with `?ltik=`; `tsx`: loaded (test/system renders it).
 *   TypeScript is type-checked. A first line such as `// client.ts` names the module for later imports
 * - `json`, `text`: the output of the block above. Objects may omit members, arrays may not. Cursors differ between launches,
 *   so only their positions must match
 * A block of any other language fails, and so does an output without a block above it.
 */
export function testGuides({ withShell }: { withShell: boolean }): void {
  const blocks = guides.flatMap(readBlocks);
  const modules = new Modules(blocks.filter(({ language }) => language === 'ts' || language === 'tsx'));
  afterAll(() => modules.close());

  test('relay-compiler accepts the operations of the guides', () => {
    expect(modules.compileRelay()).toBe('');
  });

  const readable = guides.map((guide) => {
    const ofGuide = blocks.filter((block) => block.guide === guide);
    return { guide, read: withShell ? ofGuide : withoutShell(ofGuide) };
  });

  describe.each(readable.filter(({ read }) => read.length > 0))('$guide', ({ read }) => {
    let reader: Reader;
    beforeAll(async () => {
      reader = new Reader(await startTestGateway(), modules);
    });
    afterAll(() => reader.close());

    for (const [place, block] of read.entries()) {
      test(`${block.language} in line ${block.line}`, () => reader.read(block, read.slice(place + 1)));
    }
  });
}

/** All blocks except the `sh` blocks and their output. */
function withoutShell(blocks: Block[]): Block[] {
  let isShells = false;
  return blocks.filter(({ language }) => {
    if (language !== 'json' && language !== 'text') isShells = language === 'sh';
    return !isShells;
  });
}
