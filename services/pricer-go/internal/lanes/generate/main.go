// Command generate writes the vector code of each width from one source, the *.go.tmpl: Go has no generic functions
// over simd/archsimd's types whose calls it would inline. Run by go generate in the folder of package lanes.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"text/template"
)

// width is what differs between the instruction sets.
type width struct {
	// Tier is the name, Feature what archsimd calls it.
	Tier, Feature string
	// Lanes is how many numbers a vector holds.
	Lanes int
}

// Vector and Bits are the types of as many float64 and uint64; Suffix ends the names.
func (w width) Vector() string { return fmt.Sprintf("Float64x%d", w.Lanes) }
func (w width) Bits() string   { return fmt.Sprintf("Uint64x%d", w.Lanes) }
func (w width) Suffix() string { return w.Feature }

// Parts are where the vectors of a group begin.
func (w width) Parts() []int {
	var parts []int
	for at := 0; at < 16; at += w.Lanes {
		parts = append(parts, at)
	}
	return parts
}

// Pairs are the parts of a group, two by two: computed together, they share what is loaded.
func (w width) Pairs() []struct{ Low, High int } {
	var pairs []struct{ Low, High int }
	for at := 0; at < 16; at += 2 * w.Lanes {
		pairs = append(pairs, struct{ Low, High int }{at, at + w.Lanes})
	}
	return pairs
}

// At is a pointer to a part of a group, Load its vector.
func (w width) At(group string, at int) string {
	return fmt.Sprintf("(*part%s)(%s[%d:])", w.Suffix(), group, at)
}

func (w width) Load(group string, at int) string {
	return fmt.Sprintf("archsimd.Load%s(%s)", w.Vector(), w.At(group, at))
}

var functions = template.FuncMap{
	// coefficients are those after the highest, in the order of Horner's rule.
	"coefficients": func(highest int) []int {
		var list []int
		for i := highest - 1; i >= 0; i-- {
			list = append(list, i)
		}
		return list
	},
}

func main() {
	if err := run(); err != nil {
		panic(err)
	}
}

func run() error {
	for _, name := range []string{"vector", "vector_values"} {
		file := name + ".go.tmpl"
		source, err := template.New(file).Funcs(functions).ParseFiles(file)
		if err != nil {
			return err
		}
		for _, width := range []width{{"avx2", "AVX2", 4}, {"avx512", "AVX512", 8}} {
			if err := write(name+"_"+width.Tier+".go", source, width); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(file string, source *template.Template, width width) error {
	var code bytes.Buffer
	if err := source.Execute(&code, width); err != nil {
		return err
	}
	formatted, err := format.Source(code.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, formatted, 0o644) //nolint:gosec // as all sources
}
