package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheVectorCodeIsThatOfTheTemplate(t *testing.T) {
	for _, width := range widths {
		want, err := render("../vector.go.tmpl", width)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile("../" + width.file())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run `npm run generate`", width.file())
		}
	}
}
