-- Small tables of the manifest.
return {
  records = {
    { "option",
      { "type: string", '`"string"`, `"int"`, `"number"`, `"bool"`, `"date"`, `"duration"`, `"enum"`, `"path"` or `"list"`' },
      { "default?: any" }, { "help?: string" }, { "min?: number" }, { "max?: number" },
      { "values?: string[]", "of an enum" },
      { "access?: string", '`"read"` or `"write"`, of a path' },
    },
    { "recency", { "half_life: string" }, { "weight?: number", "0.5 unless told" } },
    { "limits", { "heap_mb?: integer", "of memory" } },
    { "probe_info",
      { "name: string" }, { "ext: string" }, { "source: string" }, { "size?: integer" }, { "mtime?: integer" },
    },
  },
}
