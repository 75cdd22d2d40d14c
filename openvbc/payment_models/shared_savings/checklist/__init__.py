"""The checklist of a shared-savings contract: eight steps by what its own terms ask for."""
