package jobtest

import pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

// Held is a position of another quantity than one unit.
func Held(quantity float64, position *pricerv1.Position) *pricerv1.Position {
	position.Quantity = quantity
	return position
}

// Losses asks for those of several underlyings and quantities, and of positions of all kinds that have a closed form.
func Losses() *pricerv1.RevalueRequest {
	job := Market()
	job.Times = []float64{0.1, 0.25, 0.5, 1}
	job.Positions = []*pricerv1.Position{
		Held(-3, European(0, Call, 105, 3)),
		Held(5, European(1, Put, 48, 2)),
		Held(20, European(2, Call, 9, 4)),
		Held(2, Digital(0, Put, 98, 2, 10)),
		Held(-1.5, Digital(1, Call, 52, 4, 0)),
		Held(4, European(1, Call, 51, 1)),
		Held(-2.5, Digital(2, Put, 9.5, 1, 6)),
		Held(0.5, Digital(0, Call, 101, 1, 0)),
	}
	return &pricerv1.RevalueRequest{Job: job, Drifts: []float64{0.08, 0.05, -0.1}, BlockCount: 1}
}

// Tails asks for the sums of two tails of the same.
func Tails() *pricerv1.RevalueRequest {
	request := Losses()
	request.Tails = []*pricerv1.Tail{{Threshold: 30, Weight: 1}, {Threshold: 5, Weight: 0.5}}
	return request
}
