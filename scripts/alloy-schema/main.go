// Prints what the source of some versions of Alloy declares about its configuration: run it with one folder a minor
// version, the oldest first, named as their tags.
//
//	go run scripts/alloy-schema/*.go alloy/v1.0.0 alloy/v1.1.1 … > lib/checks/read/alloy/generated/schema.ts
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Fields of the same block in each version: nil if the version does not have it.
type merger struct {
	sources []*source
	minors  []int
	ids     map[string]int
	shapes  []string
}

func main() {
	m := &merger{ids: map[string]int{}}
	for _, root := range os.Args[1:] {
		minor, err := strconv.Atoi(strings.Split(filepath.Base(root), ".")[1])
		if err != nil {
			panic(err)
		}
		m.sources, m.minors = append(m.sources, readSource(root)), append(m.minors, minor)
	}
	names := map[string]bool{}
	for _, s := range m.sources {
		for name := range s.components {
			names[name] = true
		}
	}
	lines := []string{}
	for name := range names {
		lines = append(lines, m.component(name))
	}
	sort.Strings(lines)
	m.print(lines)
}

// Line of a component: name, versions, levels, shape, exports.
func (m *merger) component(name string) string {
	args, exports, has, levels := make([]int, len(m.sources)), make([][]field, len(m.sources)), make([]bool, len(m.sources)), []string{}
	last := ""
	for i, s := range m.sources {
		one, ok := s.components[name]
		args[i], exports[i], has[i] = -1, one.exports, ok
		if !ok {
			continue
		}
		args[i] = one.args
		if one.stability != last {
			last = one.stability
			levels = append(levels, fmt.Sprintf("%s@%d", last, m.minors[i]))
		}
	}
	line := fmt.Sprintf("%s%s %s %d", name, m.range_(has), strings.Join(levels, ","), m.shape(args, has))
	if fields := m.fields(exports, has); fields != "" {
		line += " " + fields
	}
	return line
}

// Versions that have something: nothing if all do, `@8` since 1.8, `@3-14` from 1.3 to 1.14.
func (m *merger) range_(has []bool) string {
	first, last := -1, -1
	for i, ok := range has {
		if ok {
			last = i
			if first < 0 {
				first = i
			}
		}
	}
	switch {
	case last < len(has)-1:
		return fmt.Sprintf("@%d-%d", m.minors[first], m.minors[last])
	case first > 0:
		return fmt.Sprintf("@%d", m.minors[first])
	}
	return ""
}

// Id of a block: the shapes it has in each version, merged.
func (m *merger) shape(ids []int, has []bool) int {
	key := fmt.Sprint(ids, has)
	if id, ok := m.ids[key]; ok {
		return id
	}
	id := len(m.shapes)
	m.ids[key] = id
	m.shapes = append(m.shapes, "")
	fields := make([][]field, len(ids))
	for i, one := range ids {
		if has[i] && one < 0 {
			m.shapes[id] = "?"
			return id
		}
		if has[i] {
			fields[i] = m.sources[i].shapes[one]
		}
	}
	m.shapes[id] = m.fields(fields, has)
	return id
}

// Fields of a block, merged: `name*:type@8`, `name+{12}`; `*` is required, `+` may be repeated.
func (m *merger) fields(versions [][]field, within []bool) string {
	order := []string{}
	found := map[string]map[int]field{}
	for i := len(versions) - 1; i >= 0; i-- {
		for _, one := range versions[i] {
			key := fmt.Sprint(one.name, one.isBlock)
			if found[key] == nil {
				found[key] = map[int]field{}
				order = append(order, key)
			}
			found[key][i] = one
		}
	}
	words := []string{}
	for _, key := range order {
		words = append(words, m.field(found[key], within))
	}
	return strings.Join(words, " ")
}

func (m *merger) field(versions map[int]field, within []bool) string {
	has, ids := make([]bool, len(m.sources)), make([]int, len(m.sources))
	name, kind, isBlock, isRequired, many := "", "", false, true, false
	isEverywhere := true
	for i := range m.sources {
		one, ok := versions[i]
		has[i], ids[i] = ok, -1
		if !ok {
			isRequired = isRequired && !within[i]
			isEverywhere = isEverywhere && !within[i]
			continue
		}
		if kind != "" && kind != one.kind {
			one.kind = "any"
		}
		name, kind, isBlock = one.name, one.kind, one.isBlock
		isRequired, many = isRequired && one.isRequired, many || one.many
		if isBlock {
			ids[i] = one.shape
		}
	}
	word := name
	if isRequired {
		word += "*"
	}
	if many {
		word += "+"
	}
	if isBlock {
		word += fmt.Sprintf("{%d}", m.shape(ids, has))
	} else {
		word += ":" + kind
	}
	if isEverywhere {
		return word
	}
	return word + m.range_(has)
}
