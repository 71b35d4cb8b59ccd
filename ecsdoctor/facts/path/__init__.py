"""The way of a packet from the instance to a destination, hop by hop, by what EC2 tells of the VPC."""
