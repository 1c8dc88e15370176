package main

import (
	"go/ast"
	"path/filepath"
	"strings"
)

// Word for the type of an attribute: `string`, `list(target)`, `map(secret)`, or `any` if it is not known.
func (p *pkg) kindOf(expr ast.Expr, imports map[string]string) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return p.kindOf(expr.X, imports)
	case *ast.ArrayType:
		if inner := p.kindOf(expr.Elt, imports); inner != "byte" {
			return "list(" + inner + ")"
		}
		return "string"
	case *ast.MapType:
		return "map(" + p.kindOf(expr.Value, imports) + ")"
	case *ast.Ident:
		return p.named(expr.Name)
	case *ast.SelectorExpr:
		from := expr.X.(*ast.Ident).Name
		path := imports[from]
		if strings.HasPrefix(path, module) {
			return p.source.load(strings.TrimPrefix(path, module)).named(expr.Sel.Name)
		}
		for _, name := range []string{filepath.Base(path), from} {
			if kind, ok := foreign[name+"."+expr.Sel.Name]; ok {
				return kind
			}
			if kind, ok := own[name+"."+expr.Sel.Name]; ok {
				return kind
			}
		}
	}
	return "any"
}

func (p *pkg) named(name string) string {
	switch name {
	case "string", "bool", "byte":
		return name
	case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64":
		return "number"
	}
	if kind, ok := own[filepath.Base(p.dir)+"."+name]; ok {
		return kind
	}
	decl := p.types[name]
	if decl == nil {
		return "any"
	}
	methods := p.methods[name]
	switch decl.expr.(type) {
	case *ast.InterfaceType, *ast.StructType:
		if methods["UnmarshalText"] {
			return "string"
		}
		return "any"
	}
	if methods["AlloyCapsule"] || methods["RiverCapsule"] || methods["ConvertFrom"] {
		return "any"
	}
	if methods["UnmarshalText"] {
		return "string"
	}
	return p.kindOf(decl.expr, decl.imports)
}

// Struct that a type names, alone or in a list, and the package it is in.
func (p *pkg) structOf(expr ast.Expr, imports map[string]string) (*ast.StructType, map[string]string, *pkg) {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return p.structOf(expr.X, imports)
	case *ast.ArrayType:
		return p.structOf(expr.Elt, imports)
	case *ast.StructType:
		return expr, imports, p
	case *ast.Ident:
		if decl := p.types[expr.Name]; decl != nil {
			return p.structOf(decl.expr, decl.imports)
		}
	case *ast.SelectorExpr:
		if path := imports[expr.X.(*ast.Ident).Name]; strings.HasPrefix(path, module) {
			return p.source.load(strings.TrimPrefix(path, module)).structOf(ast.NewIdent(expr.Sel.Name), nil)
		}
	}
	return nil, nil, nil
}

// True if a type is a list, itself or by its declaration.
func (p *pkg) isList(expr ast.Expr, imports map[string]string) bool {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return p.isList(expr.X, imports)
	case *ast.ArrayType:
		return true
	case *ast.Ident:
		decl := p.types[expr.Name]
		return decl != nil && p.isList(decl.expr, decl.imports)
	case *ast.SelectorExpr:
		if path := imports[expr.X.(*ast.Ident).Name]; strings.HasPrefix(path, module) {
			return p.source.load(strings.TrimPrefix(path, module)).isList(ast.NewIdent(expr.Sel.Name), nil)
		}
	}
	return false
}
