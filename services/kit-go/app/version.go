package app

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// number is set by the linker: -ldflags "-X <this package>.number=1.2.3".
var number string

// Version says what was built.
type Version struct {
	// Number is the release, such as 1.2.3, or "devel".
	Number string
	// Revision is the commit, with "+dirty" where the tree had changes; empty where the build did not know.
	Revision string
}

// Version is that of this binary.
func (p *Process) Version() Version {
	version := Version{Number: number}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = &debug.BuildInfo{}
	}
	var dirty string
	for _, setting := range build.Settings {
		switch {
		case setting.Key == "vcs.revision":
			version.Revision = setting.Value[:min(12, len(setting.Value))]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			dirty = "+dirty"
		}
	}
	if version.Revision != "" {
		version.Revision += dirty
	}
	if version.Number == "" {
		version.Number = "devel"
	}
	return version
}

// version prints one line: name, number, revision, toolchain, platform.
func version(_ context.Context, process *Process) error {
	built := process.Version()
	line := process.spec.Name + " " + built.Number
	if built.Revision != "" {
		line += " (" + built.Revision + ")"
	}
	_, err := fmt.Fprintf(process.Stdout, "%s %s %s/%s\n", line, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
