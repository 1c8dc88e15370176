package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

const module = "github.com/grafana/alloy/"

// Build of the container image: other files declare what other systems do not have.
var release = build.Context{GOOS: "linux", GOARCH: "amd64", Compiler: "gc", CgoEnabled: true, BuildTags: []string{"promtail_journal_enabled"}}

// Arguments of the blocks that are no components, by their package and type.
var settings = map[string][]string{
	"argument":      {"internal/nodeconf/argument.Arguments"},
	"export":        {"internal/nodeconf/export.Arguments"},
	"http":          {"internal/service/http.Arguments"},
	"import.file":   {"internal/nodeconf/importsource.FileArguments", "internal/runtime/internal/importsource.FileArguments"},
	"import.git":    {"internal/nodeconf/importsource.GitArguments", "internal/runtime/internal/importsource.GitArguments"},
	"import.http":   {"internal/nodeconf/importsource.HTTPArguments", "internal/runtime/internal/importsource.HTTPArguments"},
	"import.string": {"internal/nodeconf/importsource.StringArguments", "internal/runtime/internal/importsource.StringArguments"},
	"livedebugging": {"internal/service/livedebugging.Arguments"},
	"logging":       {"internal/runtime/logging.Options", "internal/alloy/logging.Options", "internal/flow/logging.Options"},
	"remotecfg":     {"internal/service/remotecfg.Arguments"},
	"tracing":       {"internal/runtime/tracing.Options", "internal/alloy/tracing.Options", "internal/flow/tracing.Options"},
}

// Types of other modules.
var foreign = map[string]string{
	"time.Duration": "duration", "units.Base2Bytes": "bytes",
	"model.Duration": "string", "config.URL": "string", "url.URL": "string", "regexp.Regexp": "string", "relabel.Regexp": "string",
	"url.Values": "map(list(string))", "storage.Appendable": "metrics",
}

// Types of Alloy that are read in a way of their own, or that other components export.
var own = map[string]string{
	"alloytypes.Secret": "secret", "alloytypes.OptionalSecret": "secret", "rivertypes.Secret": "secret",
	"rivertypes.OptionalSecret": "secret", "discovery.Target": "target", "loki.LogsReceiver": "logs",
	"otelcol.Consumer": "consumer", "relabel.Rules": "rules",
}

// An attribute or a block.
type field struct {
	name             string
	isBlock          bool
	isRequired, many bool
	kind             string // of an attribute
	shape            int    // of a block
}

// A component, or a block of settings.
type component struct {
	stability string
	args      int
	exports   []field
}

type declared struct {
	expr    ast.Expr
	imports map[string]string
}

// A package of Alloy, read so far as its types matter.
type pkg struct {
	source     *source
	dir        string
	types      map[string]*declared
	methods    map[string]map[string]bool
	constants  map[string]string
	components []func()
}

// One version of Alloy.
type source struct {
	root       string
	packages   map[string]*pkg
	shapes     [][]field
	ids        map[string]int
	components map[string]component
}

// Reads the source of one version.
func readSource(root string) *source {
	s := &source{root: root, packages: map[string]*pkg{}, ids: map[string]int{}, components: map[string]component{}}
	for name, places := range settings {
		for _, full := range places {
			dot := strings.LastIndex(full, ".")
			p := s.load(full[:dot])
			if decl := p.types[full[dot+1:]]; decl != nil {
				args := p.shape(full, decl.expr.(*ast.StructType), decl.imports)
				s.components[name] = component{stability: "generally-available", args: args}
			}
		}
	}
	filepath.WalkDir(filepath.Join(root, "internal/component"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			dir, _ := filepath.Rel(root, path)
			for _, register := range s.load(dir).components {
				register()
			}
		}
		return err
	})
	return s
}

func (s *source) load(dir string) *pkg {
	if p, ok := s.packages[dir]; ok {
		return p
	}
	p := &pkg{source: s, dir: dir, types: map[string]*declared{}, methods: map[string]map[string]bool{}, constants: map[string]string{}}
	s.packages[dir] = p
	files, _ := filepath.Glob(filepath.Join(s.root, dir, "*.go"))
	sort.Strings(files)
	for _, file := range files {
		isRead, _ := release.MatchFile(filepath.Dir(file), filepath.Base(file))
		if strings.HasSuffix(file, "_test.go") || !isRead {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		imports := map[string]string{}
		for _, one := range parsed.Imports {
			path, _ := strconv.Unquote(one.Path.Value)
			name := filepath.Base(path)
			if one.Name != nil {
				name = one.Name.Name
			}
			imports[name] = path
		}
		for _, decl := range parsed.Decls {
			p.declare(decl, imports)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if lit, ok := node.(*ast.CompositeLit); ok && isSelector(lit.Type, "Registration") {
				p.components = append(p.components, func() { p.register(lit, imports) })
			}
			return true
		})
	}
	return p
}

func isSelector(expr ast.Expr, name string) bool {
	sel, ok := expr.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == name
}

func (p *pkg) declare(decl ast.Decl, imports map[string]string) {
	switch decl := decl.(type) {
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if p.types[spec.Name.Name] == nil {
					p.types[spec.Name.Name] = &declared{spec.Type, imports}
				}
			case *ast.ValueSpec:
				if len(spec.Values) == 1 {
					p.constants[spec.Names[0].Name] = textOf(spec.Values[0])
				}
			}
		}
	case *ast.FuncDecl:
		if decl.Recv == nil {
			return
		}
		recv := decl.Recv.List[0].Type
		if star, ok := recv.(*ast.StarExpr); ok {
			recv = star.X
		}
		if ident, ok := recv.(*ast.Ident); ok {
			if p.methods[ident.Name] == nil {
				p.methods[ident.Name] = map[string]bool{}
			}
			p.methods[ident.Name][decl.Name.Name] = true
		}
	}
}

func textOf(expr ast.Expr) string {
	if lit, ok := expr.(*ast.BasicLit); ok {
		text, _ := strconv.Unquote(lit.Value)
		return text
	}
	return ""
}

// Adds a component to the source: `component.Register(component.Registration{…})`.
func (p *pkg) register(lit *ast.CompositeLit, imports map[string]string) {
	name, one := "", component{stability: "generally-available", args: -1}
	for _, element := range lit.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		value, isLit := pair.Value.(*ast.CompositeLit)
		switch pair.Key.(*ast.Ident).Name {
		case "Name":
			name = textOf(pair.Value)
			if ident, ok := pair.Value.(*ast.Ident); ok {
				name = p.constants[ident.Name]
			}
		case "Stability":
			if isSelector(pair.Value, "StabilityExperimental") {
				one.stability = "experimental"
			} else if isSelector(pair.Value, "StabilityPublicPreview") {
				one.stability = "public-preview"
			}
		case "Community":
			one.stability = "community"
		case "Args":
			if isLit {
				if inner, from, owner := p.structOf(value.Type, imports); inner != nil {
					one.args = owner.shape(owner.dir+"."+fmt.Sprint(inner.Pos()), inner, from)
				}
			}
		case "Exports":
			if isLit {
				if inner, from, owner := p.structOf(value.Type, imports); inner != nil {
					one.exports = owner.fields(inner, from)
				}
			}
		}
	}
	if name != "" {
		p.source.components[name] = one
	}
}

// Id of a struct. It is known before its fields are, because stages contain stages.
func (p *pkg) shape(key string, lit *ast.StructType, imports map[string]string) int {
	s := p.source
	if id, ok := s.ids[key]; ok {
		return id
	}
	id := len(s.shapes)
	s.ids[key] = id
	s.shapes = append(s.shapes, nil)
	s.shapes[id] = p.fields(lit, imports)
	return id
}

func (p *pkg) fields(lit *ast.StructType, imports map[string]string) []field {
	found := []field{}
	for _, one := range lit.Fields.List {
		if one.Tag == nil {
			continue
		}
		text, _ := strconv.Unquote(one.Tag.Value)
		tag := reflect.StructTag(text)
		value, ok := tag.Lookup("alloy")
		if !ok {
			value, ok = tag.Lookup("river")
		}
		if !ok {
			continue
		}
		name, options, _ := strings.Cut(value, ",")
		flags := "," + options + ","
		isRequired := !strings.Contains(flags, ",optional,")
		inner, from, owner := p.structOf(one.Type, imports)
		switch {
		case strings.Contains(flags, ",squash,") && inner != nil:
			found = append(found, owner.fields(inner, from)...)
		case strings.Contains(flags, ",enum,") && inner != nil:
			for _, each := range owner.fields(inner, from) {
				each.name, each.many, each.isRequired = name+"."+each.name, true, false
				found = append(found, each)
			}
		case strings.Contains(flags, ",block,"):
			block := field{name: name, isBlock: true, isRequired: isRequired, many: p.isList(one.Type, imports), shape: -1}
			if inner != nil {
				block.shape = owner.shape(owner.dir+"."+fmt.Sprint(inner.Pos())+name, inner, from)
			}
			found = append(found, block)
		case strings.Contains(flags, ",attr,"):
			found = append(found, field{name: name, isRequired: isRequired, kind: p.kindOf(one.Type, imports)})
		}
	}
	return found
}
