// Package loss makes the loss distribution of a portfolio of what engines say about its scenarios.
//
// A run has two passes. The first collects the loss of every scenario; from them follow value at risk, expected
// shortfall and where the tails begin. The second sums up, in these tails, what each position loses. Both are blocks of
// one run, the second pass after the first, so that checkpoints, takeovers and second calls are those of any run.
package loss
