package pgtest

import (
	"os"
	"os/exec"
	"syscall"
)

// nobody is the user that PostgreSQL runs as where the tests run as root, which it refuses.
const nobody = 65534

func giveAway(directory string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(directory, nobody, nobody)
}

func asOrdinaryUser(command *exec.Cmd) {
	if os.Getuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}
