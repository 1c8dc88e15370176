/** Functions that all templates of Go have (https://pkg.go.dev/text/template#hdr-Functions). */
export const GO_FUNCTIONS = 'and call eq ge gt html index js le len lt ne not or print printf println slice urlquery';

/** Constants in templates of Go. */
export const GO_CONSTANTS = 'false nil true';

/** Keywords of templates of Go that begin a block, which `end` ends. */
export const GO_OPENING = 'block define if range with';

/** Other keywords of templates of Go. */
export const GO_KEYWORDS = 'break continue else end template';
