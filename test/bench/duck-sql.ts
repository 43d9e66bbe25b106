/** A statement of the app for one shop in UTC and US dollars, as DuckDB writes it: of the whole shop at once. */
export const duckSql = (text: string) =>
  text
    // Nothing is looked up by an index, so DuckDB joins as it finds best.
    .replace(/and \S+ = any\(array\(\s*select [^)]*\)\)/g, "")
    .replace(/and \S+ > \$(\d) and \S+ <= \$(\d)/g, "")
    .replace(/(?:\w+\.)?shop_id = \$1/g, "true")
    .replace(/from shop where id = \$1/g, "from shop")
    .replace(/\((\S+) at time zone \$2\)::date/g, "$1::date")
    .replace(/make_interval\(secs => (.*?)::double precision\)/g, "to_seconds($1::double)")
    .replace(/select from/g, "select 1 from")
    .replaceAll("$3", "'USD'");
