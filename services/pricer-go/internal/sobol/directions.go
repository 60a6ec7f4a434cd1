// Package sobol has the points of a block: the first 4096 of Sobol's sequence, scrambled anew for each block.
package sobol

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

const (
	// Dimensions is how many there are.
	Dimensions = 256
	// Bits is how many bits the index of a point of a block has: so many direction numbers a dimension needs.
	Bits = 12
)

// table is the beginning of new-joe-kuo-6, the direction numbers of S. Joe and F. Y. Kuo, "Constructing Sobol Sequences
// with Better Two-Dimensional Projections", SIAM Journal on Scientific Computing 30 (2008), 2635-2654: per dimension
// from the second on, its number d, the degree s and the inner coefficients a of a primitive polynomial, and s numbers.
//
//go:embed joe-kuo.txt
var table string

// directions are those of each dimension: the number of bit j of the index, as the bits of a fraction of 2^32.
var directions = parse(table)

func parse(table string) (all [Dimensions][Bits]uint32) {
	for j := range Bits {
		all[0][j] = 1 << (31 - j) // the sequence of van der Corput
	}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[1:] {
		fields := strings.Fields(line)
		row := make([]uint32, len(fields))
		for i, field := range fields {
			number, err := strconv.ParseUint(field, 10, 32)
			if err != nil {
				panic(fmt.Sprintf("the table of direction numbers: %v", err))
			}
			row[i] = uint32(number)
		}
		all[row[0]-1] = extend(row[2], row[3:])
	}
	return all
}

// extend makes the direction numbers of a polynomial's inner coefficients and the first of its numbers, by the
// recurrence of I. M. Sobol (1967), m[j] = 2 a[1] m[j-1] ^ ... ^ 2^(s-1) a[s-1] m[j-s+1] ^ 2^s m[j-s] ^ m[j-s].
func extend(inner uint32, numbers []uint32) (found [Bits]uint32) {
	s := len(numbers)
	for j := range Bits {
		if j >= s {
			before := numbers[j-s:]
			next := before[0] ^ before[0]<<s
			for k := 1; k < s; k++ {
				next ^= (inner >> (s - 1 - k) & 1) * before[s-k] << k
			}
			numbers = append(numbers, next)
		}
		found[j] = numbers[j] << (31 - j)
	}
	return found
}
