import { startTestGateway } from '../support/gateway';
import { type Block, guides, readBlocks } from './blocks';
import { Modules } from './modules';
import { Reader } from './reader';

/**
 * Every code block of every guide runs, in the order of the guide, in the seeded course. By language:
 * - `sh`: pasted into one shell a guide
 * - `graphql`: sent by the instructor, or by the learner where its first line is `# learner`, with the variables of the `json`
 *   block right below; type definitions are built
 * - `ts`, `js`: run as a module of a page that was opened with `?ltik=`; `tsx`: loaded (test/system renders
 *   it). What is typed is type-checked. A first line such as `// client.ts` names the module for `import`s further down
 * - `json`, `text`: what the block above answered or printed. Objects may leave members out, arrays may not; cursors, which
 *   differ from launch to launch, must only stand at the same places
 * A block of any other language, and one that has nothing above to answer, fails.
 */
export function testGuides({ withShell }: { withShell: boolean }): void {
  const blocks = guides.flatMap(readBlocks);
  const modules = new Modules(blocks.filter(({ language }) => language === 'ts' || language === 'tsx'));
  afterAll(() => modules.close());

  test('relay-compiler takes the operations of the guides', () => {
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

/** All but the `sh` blocks and what they answer. */
function withoutShell(blocks: Block[]): Block[] {
  let isShells = false;
  return blocks.filter(({ language }) => {
    if (language !== 'json' && language !== 'text') isShells = language === 'sh';
    return !isShells;
  });
}
