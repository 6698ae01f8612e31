import type { CursorCodec } from './cursor';
import type { Located, Window } from './paginate';

/** Resolves a connection. Cursors and further pages cost something, so it computes or reads them only if they are selected. */
export class Connection<T> {
  constructor(
    private readonly window: Window<T>,
    private readonly cursors: CursorCodec,
  ) {}

  get nodes(): T[] {
    return this.window.rows.map((row) => row.item);
  }

  get edges(): Edge<T>[] {
    return this.window.rows.map((row) => new Edge(row, this.cursors));
  }

  get pageInfo() {
    const { window, cursors } = this;
    return {
      get hasNextPage() {
        return window.hasNextPage();
      },
      get hasPreviousPage() {
        return window.hasPreviousPage();
      },
      get startCursor() {
        return encode(window.rows[0], cursors);
      },
      get endCursor() {
        return encode(window.rows.at(-1), cursors);
      },
    };
  }
}

class Edge<T> {
  constructor(
    private readonly row: Located<T>,
    private readonly cursors: CursorCodec,
  ) {}

  get node(): T {
    return this.row.item;
  }

  get cursor(): string {
    return this.cursors.encode(this.row.position);
  }
}

function encode<T>(row: Located<T> | undefined, cursors: CursorCodec): string | null {
  return row === undefined ? null : cursors.encode(row.position);
}
