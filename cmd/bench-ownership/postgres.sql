-- The PostgreSQL baseline: the cascade as semi-naive evaluation with a table of sums,
-- so that each holding of a party inside is added once. Lower bounds; for the upper
-- ones put hi for lo. Run by postgres.sh, which measures the CPU of the server process.
\set ON_ERROR_STOP on
set max_parallel_workers_per_gather = 0;
set work_mem = '512MB';
set random_page_cost = 1.1; -- everything is in memory

create or replace function cascade(bound text) returns bigint language plpgsql as $$
declare
  n bigint;
begin
  create temp table inside (id integer primary key);
  create temp table fresh (id integer);
  create temp table sums (asset integer primary key, total bigint not null);
  insert into inside select id from seed;
  insert into fresh select id from seed;
  analyze inside; analyze fresh;
  loop
    create temp table gained as
      select h.asset, sum(case bound when 'lo' then h.lo else h.hi end)::bigint as part
      from fresh f join holding h on h.owner = f.id
      where h.owner <> h.asset and not exists (select from inside i where i.id = h.asset)
      group by h.asset;
    insert into sums select asset, part from gained
      on conflict (asset) do update set total = sums.total + excluded.total;
    truncate fresh;
    insert into fresh select s.asset from sums s join gained g using (asset) where s.total >= 500000000;
    drop table gained;
    select count(*) into n from fresh;
    exit when n = 0;
    insert into inside select id from fresh;
    analyze inside; analyze fresh; analyze sums;
  end loop;
  select count(*) into n from inside;
  drop table inside; drop table fresh; drop table sums;
  return n;
end $$;
