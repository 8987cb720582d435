/** The part of dynalite 4 that is used here; the package ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Directory of the LevelDB store. */
    path: string;
    /** How long a new table stays in CREATING, ms. */
    createTableMs: number;
    /** How long a deleted table stays in DELETING, ms. */
    deleteTableMs: number;
    /** How long a changed table stays in UPDATING, ms. */
    updateTableMs: number;
  }

  /** Opens the store lazily and answers an HTTP server that does not listen yet; its close() closes both. */
  function dynalite(options: DynaliteOptions): Server;
  export = dynalite;
}

declare module 'dynalite/db/index.js' {
  namespace db {
    type Callback = (error?: Error | null) => void;
    type Item = Readonly<Record<string, unknown>>;

    interface Write {
      readonly type: 'put' | 'del';
      readonly key: string;
      readonly value?: Item;
    }

    interface Level {
      /** Rejects with a `cause` that carries LevelDB's or the file system's `code`. */
      open(): Promise<void>;
      close(): Promise<void>;
      iterator(range?: { gte: string; lt: string }): AsyncIterable<[key: string, value: Item]>;
      put(key: string, value: Item): Promise<void>;
      /** All of the writes or none, also through kill -9. */
      batch(writes: readonly Write[], callback: Callback): void;
    }

    /** The items of one table; the same object each time it is asked for. */
    interface ItemDb {
      put(key: string, item: Item, callback: Callback): void;
      del(key: string, callback: Callback): void;
    }

    interface Store {
      readonly db: Level;
      getItemDb(tableName: string): ItemDb;
    }

    interface Index {
      readonly IndexName: string;
    }

    interface Table {
      readonly TableName: string;
      readonly LocalSecondaryIndexes?: readonly Index[];
      readonly GlobalSecondaryIndexes?: readonly Index[];
    }

    type UpdateIndexes = (
      store: Store,
      table: Table,
      existing: Item | null | undefined,
      item: Item | null | undefined,
      callback: Callback,
    ) => void;

    interface Exports {
      /** The store behind the HTTP server, opened in the background. */
      create(options: { path: string }): Store;
      /** The key under which an item stands in its table. */
      createKey(item: Item, table: Table): string;
      getIndexActions(
        indexes: readonly Index[],
        existing: Item | null | undefined,
        item: Item | null | undefined,
        table: Table,
      ): {
        puts: readonly { index: string; key: string; item: Item }[];
        deletes: readonly { index: string; key: string }[];
      };
      /** Called by every write of an item, just before the item's own put or del. */
      updateIndexes: UpdateIndexes;
    }
  }

  const db: db.Exports;
  export = db;
}
