// Command generate writes the vector code of each width from one source, the *.go.tmpl: Go has no generic functions
// over simd/archsimd's types whose calls it would inline. `npm run generate` runs it, in the folder of package lanes.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
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

// widths are those that there is code for.
var widths = []width{{"avx2", "AVX2", 4}, {"avx512", "AVX512", 8}}

// sources are the templates, without .go.tmpl.
var sources = []string{
	"vector", "vector_values", "vector_heston", "vector_losses", "vector_tracks", "vector_barrier",
	"vector_density",
}

// partial is what several sources include: the logarithm of `number`, as `log`.
const partial = "vector_log.go.tmpl"

// file is where a source's code of a width is.
func (w width) file(source string) string { return source + "_" + w.Tier + ".go" }

func main() {
	for _, source := range sources {
		for _, width := range widths {
			code, err := render(source+".go.tmpl", width)
			if err != nil {
				panic(err)
			}
			if err := os.WriteFile(width.file(source), code, 0o644); err != nil { //nolint:gosec // as all sources
				panic(err)
			}
		}
	}
}

// render is the code of a width, formatted.
func render(path string, width width) ([]byte, error) {
	included := filepath.Join(filepath.Dir(path), partial)
	source, err := template.New(filepath.Base(path)).Funcs(functions).ParseFiles(path, included)
	if err != nil {
		return nil, err
	}
	var code bytes.Buffer
	if err := source.Execute(&code, width); err != nil {
		return nil, err
	}
	return format.Source(code.Bytes())
}
