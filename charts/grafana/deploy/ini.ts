/** Sections of an ini file, by name: values by key. */
export type Sections = Readonly<Record<string, Readonly<Record<string, string | number | boolean | undefined>>>>;

/** Text of an ini file. Keys without a value are left out, and so are sections without a key. */
export function iniOf(sections: Sections): string {
  return Object.entries(sections)
    .flatMap(([name, values]) => {
      const lines = Object.entries(values).flatMap(([key, value]) =>
        value === undefined ? [] : [`${key} = ${String(value)}`],
      );
      return lines.length > 0 ? [[`[${name}]`, ...lines].join('\n')] : [];
    })
    .join('\n\n')
    .concat('\n');
}
