//go:build amd64 && goexperiment.simd

package lanes

import (
	"testing"
	"unsafe"
)

func TestNoConstantCrossesALineOfTheCache(t *testing.T) {
	if rest := uintptr(unsafe.Pointer(table)) % unsafe.Sizeof(wide{}); rest != 0 {
		t.Errorf("the table begins %d bytes after one", rest)
	}
}
