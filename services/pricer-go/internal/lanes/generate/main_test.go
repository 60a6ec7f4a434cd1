package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheVectorCodeIsThatOfTheTemplates(t *testing.T) {
	for _, source := range sources {
		for _, width := range widths {
			want, err := render("../"+source+".go.tmpl", width)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile("../" + width.file(source))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is stale: run `npm run generate`", width.file(source))
			}
		}
	}
}
