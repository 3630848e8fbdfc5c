// The DuckDB baseline: the threshold cascade as repeated INSERT .. GROUP BY HAVING.
//
//   npm install @duckdb/node-api            (in a folder outside the repository)
//   node duckdb.mjs DIR [light|heavy] ...   DIR holds the tables of "bench generate -tables"
//
// Prints CPU seconds (user and system, all threads) of each cascade, without loading.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const { DuckDBInstance } = require('@duckdb/node-api');

const [dir, ...wanted] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '6GB' })).connect();
const sql = async (text) => (await db.runAndReadAll(text)).getRowsJson();
const csv = (name) => path.join(dir, name).replaceAll("'", "''");

await sql(`create table holding as select * from read_csv('${csv('holdings.csv')}', header = false,
  columns = {'owner': 'UINTEGER', 'asset': 'UINTEGER', 'lo': 'UINTEGER', 'hi': 'UINTEGER'})`);
for (const seeds of wanted.length ? wanted : ['light', 'heavy']) {
  for (const bound of ['lo', 'hi']) {
    const cpu = process.cpuUsage();
    const begin = process.hrtime.bigint();
    await sql(`create or replace table inside as select * from read_csv('${csv(seeds + '.csv')}', header = false, columns = {'id': 'UINTEGER'})`);
    let rounds = 0;
    for (;;) {
      const [[added]] = await sql(`insert into inside
        select h.asset from holding h join inside i on h.owner = i.id
        where h.owner <> h.asset and h.asset not in (select id from inside)
        group by h.asset having sum(h.${bound}) >= 500000000`);
      rounds++;
      if (Number(added) === 0) break;
    }
    const used = process.cpuUsage(cpu);
    const wall = Number(process.hrtime.bigint() - begin) / 1e9;
    const [[n]] = await sql('select count(*) from inside');
    console.log(`duckdb ${seeds} ${bound}: ${n} inside after ${rounds} rounds, ${((used.user + used.system) / 1e6).toFixed(2)} s CPU, ${wall.toFixed(2)} s wall`);
  }
}
